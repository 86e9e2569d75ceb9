/** Node 20 cannot `require` ES modules inside Jest, so dependencies are transformed too (and cached). */
const swc = [
  '@swc/jest',
  { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
];
module.exports = {
  transform: { '^.+\\.[jt]s$': swc, '^.+\\.mjs$': swc },
  transformIgnorePatterns: [],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/longest-first.js',
  maxWorkers: 2,
  // Against tests that never end; how long one takes on a busy machine is not what it tests.
  testTimeout: 120_000,
};
