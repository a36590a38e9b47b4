import { nodeRefusal } from './required-node.js';

describe('the Node that runs Coffer', () => {
  it.each(['20.20.2', '24.14.9', '9.0.0', '23.99.0'])('is refused by name if it is %s and >=24.15 is needed', (own) => {
    const refusal = nodeRefusal(own, '>=24.15');
    expect(refusal).toContain(`coffer: needs Node >=24.15; this is ${own}.`);
    expect(refusal).not.toContain('\n');
  });

  it.each(['24.15.0', '24.21.0', '25.0.0', '100.1.0'])('may be %s', (own) => {
    expect(nodeRefusal(own, '>=24.15')).toBeNull();
  });
});
