/** A command's input as a form sends it: text by field name. */
export type Input = Record<string, string>;
