/** How a person browses. */
export type Way = {
  scripts: boolean;
  colorScheme: 'light' | 'dark';
  /** Width of the window, in pixels. */
  width: 320 | 768 | 1440;
  hands: 'mouse' | 'keyboard';
};

/** Six ways that cover every pair of choices; all combinations would be 24. `ways.test.ts` checks that. */
export const ways: (Way & { name: string })[] = (
  [
    [true, 'light', 320, 'mouse'],
    [false, 'dark', 320, 'keyboard'],
    [true, 'dark', 768, 'keyboard'],
    [false, 'light', 768, 'mouse'],
    [true, 'light', 1440, 'keyboard'],
    [false, 'dark', 1440, 'mouse'],
  ] as const
).map(([scripts, colorScheme, width, hands]) => ({
  name: `${scripts ? 'with' : 'without'} scripts, ${colorScheme}, ${width} pixels, by ${hands}`,
  scripts,
  colorScheme,
  width,
  hands,
}));
