// Reads calendars (a JSON list of texts) on its input with ical.js or node-ical and writes what each holds, as
// tests/engines/programs.py tells. Run by tests/engines/engines.py: node read.mjs NAME FIRST LAST (seconds since 1970).
import { stdin, stdout, argv } from "node:process";
import ICAL from "ical.js";
import nodeIcal from "node-ical";

const [name, first, last] = [argv[2], Number(argv[3]), Number(argv[4])];
const seconds = (date) => Math.round(date.getTime() / 1000);

// As Thunderbird does: the file's own zones, each UID's master with its exceptions, then the occurrences one by one.
function withIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const byUid = new Map();
  for (const one of calendar.getAllSubcomponents("vevent")) {
    const uid = one.getFirstPropertyValue("uid");
    byUid.set(uid, [...(byUid.get(uid) ?? []), one]);
  }
  const found = [];
  const say = (event, start, end) => {
    if (event.component.getAllProperties("status").length !== 1) throw new Error("STATUS missing");
    found.push([
      event.summary, seconds(start.toJSDate()), seconds(end.toJSDate()),
      event.component.getFirstPropertyValue("status"),
    ]);
  };
  for (const parts of byUid.values()) {
    const masters = parts.filter((one) => !one.hasProperty("recurrence-id"));
    if (masters.length !== 1) throw new Error(`${masters.length} masters`);
    const exceptions = parts.filter((one) => one !== masters[0]);
    const event = new ICAL.Event(masters[0], { exceptions });
    if (!event.isRecurring()) {
      say(event, event.startDate, event.endDate);
      continue;
    }
    const iterator = event.iterator();
    for (let next = iterator.next(); next; next = iterator.next()) {
      const one = event.getOccurrenceDetails(next);
      say(one.item, one.startDate, one.endDate);
    }
  }
  return found.filter((one) => one[2] > first && one[1] < last);
}

function withNodeIcal(text) {
  const span = { from: new Date(first * 1000), to: new Date(last * 1000) };
  return Object.values(nodeIcal.sync.parseICS(text))
    .filter((one) => one.type === "VEVENT")
    .flatMap((one) => nodeIcal.expandRecurringEvent(one, span))
    .map((one) => [one.summary, seconds(one.start), seconds(one.end), one.event.status]);
}

let input = "";
for await (const chunk of stdin) input += chunk;
const read = { "ical.js": withIcalJs, "node-ical": withNodeIcal }[name];
stdout.write(JSON.stringify(JSON.parse(input).map(read)));
