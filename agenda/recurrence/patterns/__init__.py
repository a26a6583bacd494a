"""What each turn of phrase means, one module a subject; `agenda.recurrence.scanning` orders them."""
