import Sequencer from '@jest/test-sequencer';

/** Suites that take minutes start first, so that no worker is left alone with one at the end. */
const LONGEST = [/\/test\/faults\//, /\/test\/e2e\/\w+\/(cli|matrix|start)\./, /\/test\/e2e\//, /\/test\//];

const rankOf = ({ path }) => {
  const rank = LONGEST.findIndex((pattern) => pattern.test(path));
  return rank < 0 ? LONGEST.length : rank;
};

export default class LongestFirst extends Sequencer {
  async sort(tests) {
    return [...(await super.sort(tests))].sort((one, other) => rankOf(one) - rankOf(other));
  }
}
