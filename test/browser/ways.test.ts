import { ways } from './support/ways';

const choices = {
  scripts: [true, false],
  colorScheme: ['light', 'dark'],
  width: [320, 768, 1440],
  hands: ['mouse', 'keyboard'],
} as const;

test('every pair of choices occurs in one of the ways to browse', () => {
  const names = Object.keys(choices) as (keyof typeof choices)[];
  const missing = names.flatMap((one, index) =>
    names
      .slice(index + 1)
      .flatMap((other) =>
        choices[one].flatMap((a) =>
          choices[other]
            .filter((b) => !ways.some((way) => way[one] === a && way[other] === b))
            .map((b) => `${one} ${a} with ${other} ${b}`),
        ),
      ),
  );
  expect(missing).toEqual([]);
});
