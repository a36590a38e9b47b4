import { ApiProperty } from '@nestjs/swagger';

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
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
