import type { CDPSession, Page } from 'playwright-core';

/** The largest sum of layout shift scores that a visit may have. */
const most = 0.02;

type Tab = { devtools: CDPSession; scripts: boolean; shifted: number; paused: boolean };
const tabs = new WeakMap<Page, Tab>();

/**
 * Adds a fault for every visit whose layout shifts by more than 0.02 without input. Uses the DevTools protocol, since a
 * page without scripts can't observe itself.
 */
export async function watchTab(page: Page, scripts: boolean, faults: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const tab: Tab = { devtools, scripts, shifted: 0, paused: false };
  tabs.set(page, tab);
  devtools.on('PerformanceTimeline.timelineEventAdded', ({ event }) => {
    const { value = 0, hadRecentInput = true } = event.layoutShiftDetails ?? {};
    if (tab.paused || hadRecentInput) return;
    tab.shifted += value;
    if (tab.shifted > most && tab.shifted - value <= most)
      faults.push(`${page.url()}: the layout shifts (${tab.shifted.toFixed(3)})`);
  });
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) tab.shifted = 0;
  });
  await devtools.send('PerformanceTimeline.enable', { eventTypes: ['layout-shift'] });
}

/** Returns the page's DevTools protocol session. */
export function devtoolsOf(page: Page): CDPSession {
  return tabOf(page).devtools;
}

/** Lets a test resize the page without counting that as layout shifts. */
export async function withoutWatching<T>(page: Page, act: () => Promise<T>): Promise<T> {
  const tab = tabOf(page);
  tab.paused = true;
  try {
    return await act();
  } finally {
    // Layout shifts are reported a moment after the change that caused them.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    tab.paused = false;
  }
}

/** Turns scripts on while `act` runs, since without them not even our own promises settle in the page. */
export async function awake<T>(page: Page, act: () => Promise<T>): Promise<T> {
  const { devtools, scripts } = tabOf(page);
  if (scripts) return act();
  const set = (value: boolean) => devtools.send('Emulation.setScriptExecutionDisabled', { value });
  // Turns scripts off first, since only a change has an effect.
  await set(true);
  await set(false);
  try {
    return await act();
  } finally {
    await set(true);
  }
}

function tabOf(page: Page): Tab {
  const tab = tabs.get(page);
  if (!tab) throw new Error('the page was not opened by chromium.browsing()');
  return tab;
}
