import { PRELOGIN_KEY_FORMAT } from '#auth';
import { jsonMapper } from '../engine/json-documents.js';

export const preloginKeyMapper = jsonMapper('prelogin_keys', PRELOGIN_KEY_FORMAT);
