/**
 * The health check of MongoDB, run by mongosh inside of the container. It also makes the replica set and two users, once:
 * `root`, and `coffer` with the rights that Coffer needs. Their passwords are in the files that MONGODB_ROOT_PASSWORD_FILE
 * and MONGODB_PASSWORD_FILE name. Each step can be repeated, so an interrupted one is finished by the next check. Until
 * the first user exists, MongoDB lets its own machine make it (the localhost exception).
 */
/* global db, rs, quit */
const passwordIn = (file) => require('node:fs').readFileSync(file, 'utf8').trim();
const rootPassword = passwordIn(process.env.MONGODB_ROOT_PASSWORD_FILE);
const password = passwordIn(process.env.MONGODB_PASSWORD_FILE);
const users = db.getSiblingDB('admin');

function logIn() {
  try {
    return users.auth('root', rootPassword).ok === 1;
  } catch {
    return false;
  }
}

if (!logIn()) {
  try {
    rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongodb:27017' }] });
  } catch {
    // Is initiated already, or fails again below.
  }
  if (!db.hello().isWritablePrimary) quit(1);
  users.createUser({ user: 'root', pwd: rootPassword, roles: ['root'] });
  if (!logIn()) quit(1);
}
if (!db.hello().isWritablePrimary) quit(1);
if (users.getUser('coffer') === null) {
  users.createUser({ user: 'coffer', pwd: password, roles: [{ role: 'readWrite', db: 'coffer' }] });
}
