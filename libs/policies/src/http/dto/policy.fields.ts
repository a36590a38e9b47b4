import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsArray } from 'class-validator';
import { RuledField } from '#access';
import { MODEL_NAME } from '#kernel';
import { CURRENT_NAME_RULE, DESCRIPTION_RULE, NAME_RULE } from '../../domain/names.js';

/** The form of a canonical name, for the documentation. */
export const NAME_PATTERN = MODEL_NAME.source;

/** The name of a new role or policy. */
export function NameField(example: string): PropertyDecorator {
  const description = `Converted to lower case, then it must match \`${NAME_PATTERN}\`. Unique. It never changes.`;
  return RuledField(NAME_RULE, { description, example });
}

/** The name that a client may send with a change. */
export function CurrentNameField(): PropertyDecorator {
  const description = 'May be omitted. If it is sent, it must be the current name: names never change.';
  return RuledField(CURRENT_NAME_RULE, { description, required: false });
}

/** The description of a role or policy. If it is omitted, it becomes empty. */
export function DescriptionField(description: string, example: string): PropertyDecorator {
  return RuledField(DESCRIPTION_RULE, { description, example, required: false, default: '' });
}

/** An array whose elements the domain reads: it names an invalid element by its path, such as `statements[0].effect`. */
export function ArrayField(documented: ApiPropertyOptions): PropertyDecorator {
  return applyDecorators(ApiProperty(documented), IsArray());
}
