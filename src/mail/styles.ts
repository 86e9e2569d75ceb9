const serif =
  "'Iowan Old Style', 'Palatino Nova', 'Palatino Linotype', Palatino, 'URW Palladio L', P052, 'Book Antiqua', Georgia, serif";
const sansSerif = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
const quiet = 'opacity: 0.72';

/** The styles of emails, as values of `style`. Many mail programs ignore style sheets. */
export const styles = {
  serif,
  quiet,
  page: `max-width: 34em; margin: 0 auto; padding: 32px 20px; font: 16px/1.55 ${sansSerif}; overflow-wrap: anywhere`,
  subheading: `margin: 0 0 2px; font: 400 23px/1.3 ${serif}`,
  /** Of a part of the email: the first one, and one that follows another. */
  firstPart: 'padding-top: 16px',
  nextPart: 'padding-top: 20px; border-top: 1px solid #8a948f',
  small: `font-size: 13px; ${quiet}`,
  link: 'color: inherit; text-decoration-color: #3f9c79; text-underline-offset: 0.2em',
  button: [
    'display: inline-block; padding: 11px 22px; border-radius: 9px; background-color: #1b6b4f; color: #ffffff',
    'font-weight: 600; text-decoration: none',
  ].join('; '),
};
