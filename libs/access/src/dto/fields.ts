import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf, type ValidationArguments, type ValidationOptions } from 'class-validator';
import { type FieldRule, refusalBy, type TextRule } from '#kernel';

/** A field that may be absent, but not null [R75]. class-validator's IsOptional would let null pass. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** A field that may be absent or null. Null means "none". */
export function Nullable(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined && value !== null);
}

/** For `defaultMessage` of class-validator: what the rule tells of a text that breaks it, and of what is no text. */
export function toldBy(rule: Pick<FieldRule, 'message' | 'remark'>): (args?: Partial<ValidationArguments>) => string {
  return ({ value } = {}) => (typeof value === 'string' ? refusalBy(rule, value) : rule.message);
}

/**
 * A text for which the rule holds. With `each: true`, an array of such texts. The rule's code becomes the error's code.
 */
export function Satisfies(
  rule: Pick<FieldRule, 'code' | 'message' | 'holds' | 'remark'>,
  options?: Pick<ValidationOptions, 'each'>,
): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => typeof value === 'string' && rule.holds(value),
    defaultMessage: toldBy(rule),
  };
  return ValidateBy({ name: rule.code, validator }, options);
}

export interface RuledFieldOptions {
  readonly description: string;
  readonly example?: string;
  /** Default: true. */
  readonly required?: boolean;
  /** Null means "none". Default: false. */
  readonly nullable?: boolean;
  /** The value of an absent field, for the documentation. */
  readonly default?: string;
}

/**
 * A text field of a request, validated and documented by one rule of the feature's domain.
 *
 * @example
 * @RuledField(OWNER_RULE, { description: 'Who looks after it.', example: 'payments', required: false, nullable: true })
 * owner?: string | null;
 */
export function RuledField(
  rule: TextRule,
  { description, example, required = true, nullable = false, default: absent }: RuledFieldOptions,
): PropertyDecorator {
  const documented: ApiPropertyOptions = {
    type: String,
    description,
    required,
    ...(nullable && { nullable }),
    ...(rule.min > 0 && { minLength: rule.min }),
    maxLength: rule.max,
    ...(rule.pattern && { pattern: rule.pattern.source }),
    ...(absent !== undefined && { default: absent }),
    ...(example !== undefined && { example }),
  };
  const presence = nullable ? [Nullable()] : required ? [] : [Optional()];
  return applyDecorators(ApiProperty(documented), ...presence, Satisfies(rule));
}
