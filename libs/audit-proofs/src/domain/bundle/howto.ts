/** The file HOWTO.md of a bundle. */
export const HOWTO = `# An audit bundle of Coffer

This is a part of the audit trail of a Coffer server, with what proves it. With Coffer, without a server or a network:

    coffer audit verify BUNDLE --policy policy-that-you-keep.txt --since checkpoint-that-you-kept

Keep the file \`checkpoint\`: the next bundle must extend it (\`--since\`).

## The key comes from elsewhere

policy.txt and audit.vkey in this folder prove nothing: whoever forges a bundle puts a key of their own into it. Get the
key of the log from the operator in another way, such as on paper or from a second person, and keep it where nobody of
the server can write. It is \`policy\` of GET /api/v1/audit/keys. Compare it with the one in this folder:

    grep -xF "log $(cat audit.vkey)" /PATH/OF/YOUR/policy.txt || echo "NOT the key that you keep"

If it is not there, ask the operator whether the log has got a new key, and how you can tell.

## Without Coffer

The formats are those of transparency logs (https://c2sp.org: signed-note, tlog-checkpoint, tlog-tiles, tlog-policy).
A bundle of the whole log is accepted by Tessera's fsck, which then prints "Successfully fsck'd". Read what it prints: it
also exits with 0 when it prints "fsck failed". With fewer workers (--N) it may wait for ever after it found damage.

Give it your own key, and not the file audit.vkey of this folder. The first command writes it, from the policy that you
keep (its last line \`log\`):

    awk '/^log /{key = $2} END {printf "%s", key}' /PATH/OF/YOUR/policy.txt > /PATH/OF/YOUR/audit.vkey
    go run github.com/transparency-dev/tessera/cmd/fsck@v1.0.4 --ui=false --N=16 \\
      --storage_url=file:///PATH/OF/THE/FOLDER/ --public_key=/PATH/OF/YOUR/audit.vkey

## Files

- checkpoint: the signed root of the tree (tlog-checkpoint)
- tile/: the tree (tlog-tiles); record N is leaf N - 1
- tile/entries/: the records, each after its length in two bytes, big endian; a record is JSON
- lasting/, personal/: values that the records commit to, as JSON lines {seq, field, salt, value}. One file has the values
  of 256 records, and its name is the one of their file in tile/entries. A commitment is the base64url of SHA-256 over
  salt (16 bytes), field name and value, each after its length in four bytes, big endian. A personal value without a
  line was erased: a later record with the action audit:erase and the account's id as resource_id says so
- checkpoints/EPOCH-SIZE: earlier checkpoints, which the tree extends
- policy.txt, audit.vkey: what the server says its keys are (tlog-policy; vkey of signed-note)
- Nothing but MANIFEST.json vouches for HOWTO.md, policy.txt and audit.vkey: whoever forges a bundle writes them anew
- MANIFEST.json: what is in the bundle
`;
