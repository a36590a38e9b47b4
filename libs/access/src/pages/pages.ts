import type { Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Optional, RuledField } from '../dto/fields.js';
import { CURSOR_RULE } from './cursor-form.js';

const PAGE_LIMIT = /^([1-9]|[1-9]\d|1\d\d|200)$/;
const DEFAULT_PAGE = 50;

/** The parameters of every list. Query strings stay strings [R73]: {@link pageLimit} reads the number. */
export class PageQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: DEFAULT_PAGE,
    description: 'Items a page at most. Pages may be short.',
  })
  @Optional()
  @Matches(PAGE_LIMIT, { message: 'limit must be a whole number from 1 to 200' })
  limit?: string;

  @RuledField(CURSOR_RULE, {
    description: 'The `next_cursor` of the page before, for the same query.',
    required: false,
  })
  cursor?: string;
}

export function pageLimit(query: PageQuery): number {
  return query.limit === undefined ? DEFAULT_PAGE : Number(query.limit);
}

/** One page. Only `next_cursor: null` means the end: a page may be short, or empty, before the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/**
 * The answer class of a list. `description`: of the items.
 *
 * @example
 * export class SecretVersionPage extends PageOf(SecretVersionItem, 'The newest first.') {}
 */
export function PageOf<T>(item: Type<T>, description?: string): Type<Page<T>> {
  class PageAnswer implements Page<T> {
    @ApiProperty({ type: [item], ...(description !== undefined && { description }) })
    items!: readonly T[];

    @ApiProperty({ type: String, nullable: true, description: 'Only null means the end.', example: null })
    next_cursor!: string | null;
  }
  return PageAnswer;
}
