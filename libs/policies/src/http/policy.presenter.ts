import { timestamp } from '#access';
import type { Policy } from '../domain/model.js';
import type { PolicyAnswer } from './dto/policy.answers.js';

/** The fields of a policy that answers show. */
export function policyAnswer(policy: Policy): PolicyAnswer {
  return {
    id: policy.id,
    name: policy.name,
    description: policy.description,
    statements: policy.statements,
    built_in: policy.builtIn,
    created_at: timestamp(policy.createdAt),
    updated_at: timestamp(policy.updatedAt),
  };
}
