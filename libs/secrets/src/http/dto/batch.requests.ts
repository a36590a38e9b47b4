import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn } from 'class-validator';
import { Optional, RuledField, Satisfies } from '#access';
import type { EnvironmentQuery } from '../../application/batch/reveal-environment.js';
import { BATCH_PATHS_MAX } from '../../domain/batch.js';
import { ENVIRONMENT_PREFIX_RULE } from '../../domain/environment.js';
import { PATH_RULE } from '../../domain/path.js';
import { EXAMPLE_PATH } from './secret.fields.js';

export class RevealManyBody {
  @ApiProperty({
    type: [String],
    minItems: 1,
    maxItems: BATCH_PATHS_MAX,
    uniqueItems: true,
    items: {
      type: 'string',
      maxLength: PATH_RULE.max,
      ...(PATH_RULE.pattern && { pattern: PATH_RULE.pattern.source }),
    },
    description: 'The paths of the secrets, each once.',
    example: [EXAMPLE_PATH],
  })
  @IsArray({ message: 'paths must be an array' })
  @ArrayMinSize(1, { message: 'paths must have at least 1 path' })
  @ArrayMaxSize(BATCH_PATHS_MAX, { message: `paths must be at most ${BATCH_PATHS_MAX}` })
  @Satisfies({ ...PATH_RULE, message: `each of ${PATH_RULE.message.replace('path', 'paths')}` }, { each: true })
  paths!: string[];

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'True: if one path cannot be revealed, nothing is, and the answer is 422 `batch_incomplete`.',
    example: false,
  })
  @Optional()
  @IsBoolean()
  all_or_nothing?: boolean;
}

export class EnvironmentParameters {
  @RuledField(ENVIRONMENT_PREFIX_RULE, {
    description: 'Where the secrets are: whole levels of paths, with `/` at the end.',
    example: 'prod/mail/',
  })
  prefix!: string;

  @FlagField('deep', 'Also secrets below deeper levels: `prod/app/db/password` gives `DB_PASSWORD` below `prod/app/`.')
  deep?: 'true' | 'false';

  @FlagField('partial', 'Leaves out secrets that you may not reveal and those that have expired, instead of refusing.')
  partial?: 'true' | 'false';
}

export function environmentQueryOf({ prefix, deep, partial }: EnvironmentParameters): EnvironmentQuery {
  return { prefix, deep: deep === 'true', partial: partial === 'true' };
}

function FlagField(name: string, description: string): PropertyDecorator {
  const decorators = [
    ApiPropertyOptional({ type: String, enum: ['true', 'false'], default: 'false', description }),
    Optional(),
    IsIn(['true', 'false'], { message: `${name} must be true or false` }),
  ];
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}
