/** Whether `attempt` returns without throwing. Temporal and Intl reject invalid input by throwing. */
export function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
