import type { Message } from './message';
import type { Outcome } from './outcome';

/** One way to deliver a message. `trouble`: an error code for the log, without personal data. */
export type Delivery = {
  deliver(message: Message, onHandOver: () => Promise<void>): Promise<{ outcome: Outcome; trouble?: string }>;
  /** Accepts no further emails. Deliveries in progress finish. */
  close(): void;
};
