/* Looks again every few seconds while a long work goes on; without JavaScript the button on the page does it. */
setTimeout(() => location.reload(), 4000);
