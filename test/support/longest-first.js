const path = require('node:path');
const jest = require.resolve('jest');
const inJest = (name, from) => require.resolve(name, { paths: [path.dirname(from)] });
const { default: Sequencer } = require(inJest('@jest/test-sequencer', inJest('@jest/core', jest)));

/**
 * The slowest files, to be run first, so that none runs alone at the end. Without its cache, Jest doesn't know them.
 */
const longest = [
  'chaos/silence',
  'ops/scaffold/scaffold',
  'bench/bench',
  'entry-points',
  'morning/morning-email-races',
  'chaos/rounds',
  'start',
  'morning/morning-email',
  'chaos/restarts',
  'database/embedded/embedded',
  'chaos/kills',
  'chaos/replays',
  'oracle/oracle',
  'privacy/lives',
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path: file }) => {
      const index = longest.findIndex((name) => file.endsWith(path.join('test', `${name}.test.ts`)));
      return index < 0 ? longest.length : index;
    };
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
};
