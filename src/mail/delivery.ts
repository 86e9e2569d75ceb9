import type { Message } from './message';
import type { Outcome } from './outcome';

/** One way to get a message away. `trouble`: a code for the log, without anything personal. */
export type Delivery = {
  deliver(message: Message, onHandOver: () => Promise<void>): Promise<{ outcome: Outcome; trouble?: string }>;
  /** Takes no further mails; those under way finish. */
  close(): void;
};
