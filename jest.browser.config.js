const { accessSync, constants } = require('node:fs');
const nodeTests = require('./jest.config');

const chromium = process.env.CHROMIUM || '/usr/bin/chromium';
try {
  accessSync(chromium, constants.X_OK);
} catch {
  console.error(
    `There is no Chromium at ${chromium}. Install it (Debian: apt-get install chromium), or set CHROMIUM.`,
  );
  process.exit(1);
}
process.env.CHROMIUM = chromium;

/** The tests of test/browser/, in a real Chromium. */
module.exports = {
  ...nodeTests,
  testMatch: ['<rootDir>/test/browser/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Large, CommonJS already, and nothing in it needs transforming.
  transformIgnorePatterns: ['/node_modules/playwright-core/'],
  testTimeout: 120_000,
};
