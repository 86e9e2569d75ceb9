export type Clock = () => Date;

/** The real clock. Everything else that needs the current time takes a clock as a parameter (decision 12). */
export const systemClock: Clock = () => new Date();
