import { policyOf, publishModel, roleOf } from '#policies/testing';
import { addUser, identityNode } from './identity-node.js';

/** A node with an administrator, `root`, and a `clerk` who may do everything to users, but less than the role `strong`. */
export async function clerkNode() {
  const node = identityNode();
  const allow = (actions: string[], ...resources: string[]) => ({ effect: 'allow' as const, actions, resources });
  await publishModel(node.stores.models, {
    roles: [roleOf('clerk', ['clerks']), roleOf('strong', ['all'])],
    policies: [policyOf('clerks', [allow(['user:*'], 'user:**')]), policyOf('all', [allow(['secret:*'], 'secret:**')])],
  });
  const root = await addUser(node, 'root', { roles: ['administrator'] });
  return { node, root, clerk: await addUser(node, 'clerk', { roles: ['clerk'] }) };
}
