/** A command's input as a form sends it: texts by the names of the fields. */
export type Input = Record<string, string>;
