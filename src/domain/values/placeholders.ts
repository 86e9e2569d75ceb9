/**
 * What stands in masked payloads in the place of what was forgotten. All of it conforms to every schema that has such
 * a property, and none of it can be anybody's: names have no line break.
 */
export const forgotten = '(forgotten)';

/** A name, whose key no other contact bears. */
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
