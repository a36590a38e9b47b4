import { PRELOGIN_KEY_FORMAT, type PreloginKey } from '#auth';
import { documentMapper } from '../engine/document-mapper.js';
import type { PreloginKeyRow } from './prelogin-key.schema.js';

export const preloginKeyMapper = documentMapper<PreloginKey, PreloginKeyRow>(PRELOGIN_KEY_FORMAT);
