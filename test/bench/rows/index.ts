import type { Row } from '../define-row';
import { append } from './append';

/** Every row of the table, in its order. */
export const rows: readonly Row[] = [append];
