/** Preselects the browser's time zone in a form that has none yet. */
addEventListener('turbo:load', () => {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  for (const select of document.querySelectorAll('select[data-time-zone]')) {
    if (!zone) continue;
    // Browsers may report a zone under its older name, which the list omits.
    if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone, zone));
    select.value = zone;
  }
});
