/** Offers the time zone of this browser where a form still has none. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const select of document.querySelectorAll('select[data-time-zone]')) {
  const options = [...select.options].map((option) => option.value);
  if (zone && options.includes(zone)) select.value = zone;
}
