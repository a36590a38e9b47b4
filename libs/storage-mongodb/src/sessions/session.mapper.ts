import { SESSION_FORMAT, type Session } from '#auth';
import { documentMapper } from '../engine/document-mapper.js';
import type { SessionRow } from './session.schema.js';

export const sessionMapper = documentMapper<Session, SessionRow>(SESSION_FORMAT);
