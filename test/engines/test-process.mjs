// Loaded by each process that runs specs, before all else.

const ASKED = 'jest-light-runner-get-worker-data';
const isAnswer = (message) => message?.type === 'jest-light-runner-worker-data';

/**
 * A process asks Jest for the settings of the run. jest-light-runner 0.8.2 then answers every process that has no answer
 * yet, also those that do not listen yet. Such a process would wait for ever. So an answer that comes early is kept.
 */
function keepEarlyAnswer() {
  let early = null;
  const keep = (message) => {
    if (isAnswer(message)) early = message;
  };
  const { send } = process;
  process.on('message', keep);
  process.send = function (message, ...rest) {
    if (message !== ASKED) return send.call(this, message, ...rest);
    process.off('message', keep);
    process.send = send;
    return early ? process.emit('message', early) : send.call(this, message, ...rest);
  };
}

if (process.send) {
  keepEarlyAnswer();
  // Jest was ended, or needs no more specs.
  process.on('disconnect', () => process.exit());
}
