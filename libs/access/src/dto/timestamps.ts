import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { parseTimestamp, timestampOf } from '#kernel';
import { Nullable, Optional, Satisfies } from './fields.js';

const EXAMPLE_TIME = '2026-11-22T09:30:00.000Z';

export interface TimestampFieldOptions {
  readonly description?: string;
  /** Default: a time on the day of the other examples, also for a nullable field. */
  readonly example?: string | null;
  /** Default: false. */
  readonly nullable?: boolean;
}

/** A time in an answer: RFC 3339 in UTC with milliseconds, as {@link timestamp} writes it. */
export function TimestampField({
  description,
  example = EXAMPLE_TIME,
  nullable = false,
}: TimestampFieldOptions = {}): PropertyDecorator {
  return ApiProperty({
    ...(nullable && { type: String }),
    format: 'date-time',
    ...(nullable && { nullable }),
    ...(description !== undefined && { description }),
    example,
  });
}

/**
 * Milliseconds since 1970 as an answer shows them. Null stays null.
 *
 * @example
 * timestamp(1_795_339_800_000); // '2026-11-22T09:30:00.000Z'
 */
export function timestamp(milliseconds: number): string;
export function timestamp(milliseconds: number | null): string | null;
export function timestamp(milliseconds: number | null): string | null {
  return milliseconds === null ? null : timestampOf(milliseconds);
}

export interface GivenTimeOptions {
  /** The name of the field, for the error. */
  readonly field: string;
  readonly description: string;
  readonly example?: string;
  /** Null means "none". Default: false. */
  readonly nullable?: boolean;
}

/** A time in a request, which may be absent: RFC 3339 with its offset. {@link givenTime} reads it. */
export function GivenTimeField({ field, description, example, nullable = false }: GivenTimeOptions): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      ...{ type: String, format: 'date-time', description },
      ...(nullable && { nullable }),
      ...(example !== undefined && { example }),
    }),
    nullable ? Nullable() : Optional(),
    Satisfies({
      code: 'timestamp',
      message: `${field} must be an RFC 3339 time with its offset, such as 2099-12-31T23:59:59.000Z`,
      holds: (text) => parseTimestamp(text) !== null,
    }),
  );
}

/** Milliseconds since 1970 of a {@link GivenTimeField}. Null and undefined stay what they are. */
export function givenTime(text: string | null): number | null;
export function givenTime(text: string | undefined): number | null | undefined;
export function givenTime(text: string | null | undefined): number | null | undefined;
export function givenTime(text: string | null | undefined): number | null | undefined {
  return typeof text === 'string' ? parseTimestamp(text) : text;
}
