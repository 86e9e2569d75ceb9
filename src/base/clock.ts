export type Clock = () => Date;

/** The real clock. Everything else that needs "now" is handed one (decision 12). */
export const systemClock: Clock = () => new Date();
