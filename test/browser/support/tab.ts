import type { CDPSession, Page } from 'playwright-core';

/** How far what is shown may move about on one visit, as a sum of layout shift scores. */
const most = 0.02;

type Tab = { devtools: CDPSession; scripts: boolean; shifted: number; paused: boolean };
const tabs = new WeakMap<Page, Tab>();

/**
 * Adds to `faults` every visit whose layout moves more than 0.02 without the person having touched anything.
 * Asked over the DevTools protocol, since a page without scripts can't observe itself.
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
      faults.push(`${page.url()}: what is shown moves about (${tab.shifted.toFixed(3)})`);
  });
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) tab.shifted = 0;
  });
  await devtools.send('PerformanceTimeline.enable', { eventTypes: ['layout-shift'] });
}

/** The page's session of the DevTools protocol. */
export function devtoolsOf(page: Page): CDPSession {
  return tabOf(page).devtools;
}

/** Lets a test resize the page without that counting as moving about. */
export async function withoutWatching<T>(page: Page, act: () => Promise<T>): Promise<T> {
  const tab = tabOf(page);
  tab.paused = true;
  try {
    return await act();
  } finally {
    // What the last change moves is told a moment after it.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    tab.paused = false;
  }
}

/** Where a page's scripts are off, not even a promise of ours settles in it: so they are on while `act` runs. */
export async function awake<T>(page: Page, act: () => Promise<T>): Promise<T> {
  const { devtools, scripts } = tabOf(page);
  if (scripts) return act();
  const set = (value: boolean) => devtools.send('Emulation.setScriptExecutionDisabled', { value });
  // Only a change has an effect, so first it is made to be one.
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
