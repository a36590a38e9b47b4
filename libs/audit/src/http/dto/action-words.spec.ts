import { ACTIONS, actionMessage } from './action-words.js';

describe('the message for a filter by no action of the audit', () => {
  const must = 'action must be an action of the audit, such as secret:reveal.';

  it('says which one was meant, and lists those of its kind', () => {
    const message = actionMessage('secret:revael');
    expect(message).toMatch(/^action must be .* Did you mean secret:reveal\? Of secret there are: secret:delete, /);
    const listed = message.replace(/^.*there are: /, '').split(', ');
    expect(listed).toEqual(ACTIONS.filter((action) => action.startsWith('secret:')).sort());
    expect(actionMessage('secret:x')).toMatch(new RegExp(`^${must} Of secret there are: `));
  });

  it('lists the kinds if it has none of them, and shows nothing of the text', () => {
    expect(actionMessage('secrte:reveal')).toMatch(/Did you mean secret:reveal\? Actions begin with one of: .*secret:/);
    expect(actionMessage('secrets')).toMatch(/Did you mean secret\? Actions begin with one of: /);
    for (const value of ['hunter2:hunter2', 'hunter2', '', ['secret:read', 'secret:list'], 7]) {
      expect(actionMessage(value)).toMatch(new RegExp(`^${must} Actions begin with one of: audit:, auth:`));
      expect(actionMessage(value)).not.toContain('hunter2');
    }
  });
});
