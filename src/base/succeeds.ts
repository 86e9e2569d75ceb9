/** Whether `attempt` throws nothing: Temporal and Intl say by throwing what they do not take. */
export function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
