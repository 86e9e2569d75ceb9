import type { Locator, Page } from 'playwright-core';
import type { Way } from './ways';

export type Hands = ReturnType<typeof handsOn>;

/** Uses a page by mouse, or by keyboard alone: what has the focus on the way there is seen, or it throws. */
export function handsOn(page: Page, hands: Way['hands']) {
  const byKeyboard = hands === 'keyboard';
  return {
    /** Follows a link, presses a button, opens details, ticks a box. */
    async use(target: Locator): Promise<void> {
      if (!byKeyboard) return target.click();
      await tabTo(page, target);
      const isTicked = await target.evaluate((one) => one.matches('[type="checkbox"], [type="radio"]'));
      await page.keyboard.press(isTicked ? 'Space' : 'Enter');
    },
    /** Writes into a field, in place of what is there. */
    async write(target: Locator, text: string): Promise<void> {
      const isTyped = await target.evaluate((one) => !one.matches('select, [type="date"], [type="time"]'));
      if (!byKeyboard || !isTyped) return isTyped ? target.fill(text) : set(target, text);
      await tabTo(page, target);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(text);
    },
  };
}

/** Dates, times and choices are typed differently in every language of a browser. */
async function set(target: Locator, value: string): Promise<void> {
  if (await target.evaluate((one) => one.matches('select'))) await target.selectOption(value);
  else await target.fill(value);
}

/** Presses Tab until the target has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; !(await target.evaluate((one) => one === document.activeElement)); presses += 1) {
    if (presses > 200) throw new Error(`Tab does not lead to ${target}`);
    await page.keyboard.press('Tab');
    const { words, isSeen } = await focused(page);
    if (!isSeen) throw new Error(`nobody sees that ${words || 'something'} has the focus`);
  }
}

/** What has the focus: its label or text, and whether a person sees that. */
export function focused(page: Page): Promise<{ words: string; isSeen: boolean }> {
  return page.evaluate(() => {
    const one = document.activeElement as HTMLInputElement;
    const text = one.labels?.[0]?.textContent ?? one.getAttribute('aria-label') ?? one.textContent ?? '';
    const { bottom, right } = one.getBoundingClientRect();
    const shown = [one, ...(one.closest('label') ? [one.closest('label')!] : [])];
    const isMarked = shown.some((it) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(it);
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    });
    // Behind the last element comes the browser itself, which marks the parts of a date, too.
    const isTheBrowsers = one === document.body || one.matches('[type="date"], [type="time"]');
    const isSeen = isTheBrowsers || (isMarked && bottom > 0 && right > 0);
    return { words: text.replace(/\s+/g, ' ').trim(), isSeen };
  });
}
