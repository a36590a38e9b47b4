import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { PASSWORD_CLASSES, type PasswordClass } from '../../domain/passwords/password-policy.js';
import { aPasswordPolicy, PASSWORD_SETTINGS } from '../../testing/passwords.js';
import { addUser, callerAs, type UserNode, userNode, userStores } from '../../testing/user-node.js';
import { PasswordGeneration } from './password-generation.js';

describe('a generated password for a user', () => {
  let node: UserNode;

  beforeEach(async () => {
    node = userNode(userStores());
    await publishModel(node.stores.models);
  });

  it('has at least 8 characters', async () => {
    const caller = callerAs(await addUser(node, 'ada'));
    expect(await codeOf(node.passwordGeneration.generate(caller, 7))).toBe('validation_failed');
    expect(node.records).toEqual([]);
  });

  it.each<[readonly PasswordClass[], number[]]>([
    [PASSWORD_CLASSES, [12, 13, 16, 64, 256]],
    [['digit'], [15, 20]],
    [['lower'], [15, 20]],
  ])('of %j follows the rules of the server that allow it, at every length', async (classes, lengths) => {
    const policy = aPasswordPolicy({ ...PASSWORD_SETTINGS, minLength: lengths[0] ?? 0, requiredClasses: classes });
    const generation = new PasswordGeneration(node.accounts, policy, node.trail);
    const ada = await addUser(node, 'ada');
    for (const length of lengths) {
      for (let draw = 0; draw < 20; draw += 1) {
        const { password } = await generation.generate(callerAs(ada), length, classes);
        expect(await codeOf(policy.check('password', password, { username: 'ada', email: ada.email }))).toBe('none');
      }
    }
  });

  it('is drawn again if the first draws are weak', async () => {
    const strengths = [false, false, true];
    const policy = aPasswordPolicy();
    policy.isStrong = async () => strengths.shift() ?? false;
    const generation = new PasswordGeneration(node.accounts, policy, node.trail);
    await generation.generate(callerAs(await addUser(node, 'ada')), 24);
    expect(strengths).toEqual([]);
  });

  it('is audited for its owner, without the password', async () => {
    const ada = await addUser(node, 'ada');
    const { password } = await node.passwordGeneration.generate(callerAs(ada), 24, ['lower', 'digit']);
    expect(password).toMatch(/^[a-z0-9]{24}$/);
    expect(node.records).toMatchObject([
      { action: 'tools:passwords', resourceType: 'user', resourceId: ada.id, actorId: ada.id, outcome: 'succeeded' },
    ]);
    expect(JSON.stringify(node.records)).not.toContain(password);
  });
});
