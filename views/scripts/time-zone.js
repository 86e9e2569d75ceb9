/** Offers the time zone of this browser where a form still has none. */
addEventListener('turbo:load', () => {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  for (const select of document.querySelectorAll('select[data-time-zone]')) {
    if (!zone) continue;
    // Browsers may call a zone by its older name, which the list leaves out.
    if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone, zone));
    select.value = zone;
  }
});
