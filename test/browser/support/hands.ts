import type { Locator, Page } from 'playwright-core';
import type { Way } from './ways';

export type Hands = ReturnType<typeof handsOn>;

/** Returns functions that use a page by mouse or by keyboard alone. By keyboard, throws if the focus is ever invisible. */
export function handsOn(page: Page, hands: Way['hands']) {
  const byKeyboard = hands === 'keyboard';
  return {
    /** Follows a link, presses a button, opens details, or checks a box. */
    async use(target: Locator): Promise<void> {
      if (!byKeyboard) return target.click();
      await tabTo(page, target);
      const isChecked = await target.evaluate((one) => one.matches('[type="checkbox"], [type="radio"]'));
      await page.keyboard.press(isChecked ? 'Space' : 'Enter');
    },
    /** Replaces the text in a field. */
    async write(target: Locator, text: string): Promise<void> {
      const isTyped = await target.evaluate((one) => !one.matches('select, [type="date"], [type="time"]'));
      if (!byKeyboard || !isTyped) return isTyped ? target.fill(text) : set(target, text);
      await tabTo(page, target);
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(text);
    },
  };
}

/** Sets dates, times and choices directly, since browsers differ in how they are typed. */
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
    if (!isSeen) throw new Error(`the focus on ${words || 'something'} is not visible`);
  }
}

/** Returns the label or text of the focused element, and whether the focus is visible. */
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
    // After the last element, the focus moves to the browser. It also marks the focused part of a date itself.
    const isTheBrowsers = one === document.body || one.matches('[type="date"], [type="time"]');
    const isSeen = isTheBrowsers || (isMarked && bottom > 0 && right > 0);
    return { words: text.replace(/\s+/g, ' ').trim(), isSeen };
  });
}
