/**
 * The placeholders that replace personal data in masked payloads. Each conforms to every schema that has such a
 * property, and none can belong to a real contact: real names contain no line break.
 */
export const forgotten = '(forgotten)';

/** A placeholder name, with a key that no other contact has. */
export const forgottenName = {
  name: forgotten,
  name_key: (subject: number | null) => `${forgotten}\n${subject}`,
};

/** YYYY-MM-DD. */
export const noDay = '1970-01-01';

/** IANA. */
export const noZone = 'UTC';

/** BCP 47. */
export const noLocale = 'en';

/** A Message-ID. */
export const noMail = '<forgotten@invalid>';
