import type { ApiPropertyOptions } from '@nestjs/swagger';
import { STATEMENTS_MAX } from '../../domain/statements/statement-validation.js';
import { ArrayField, CurrentNameField, DescriptionField, NameField } from './policy.fields.js';
import { EXAMPLE_STATEMENTS, StatementBody } from './statement.requests.js';

const STATEMENTS: ApiPropertyOptions = {
  type: [StatementBody],
  minItems: 1,
  maxItems: STATEMENTS_MAX,
  description: 'What the policy allows and denies. You can allow only what you hold yourself.',
  example: EXAMPLE_STATEMENTS,
};
const PURPOSE = 'What the policy is for.';
const EXAMPLE_PURPOSE = 'Reads and reveals what is in production';

export class CreatePolicyBody {
  @NameField('read-production')
  name!: string;

  @DescriptionField(PURPOSE, EXAMPLE_PURPOSE)
  description?: string;

  @ArrayField(STATEMENTS)
  statements!: unknown[];
}

/** The whole content: if the description is omitted, it becomes empty. */
export class ReplacePolicyBody {
  @CurrentNameField()
  name?: string;

  @DescriptionField(PURPOSE, EXAMPLE_PURPOSE)
  description?: string;

  @ArrayField(STATEMENTS)
  statements!: unknown[];
}
