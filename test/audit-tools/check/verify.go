package main

import (
	"fmt"

	"github.com/transparency-dev/formats/log"
	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func openNote(msg []byte, vkeys []string) (Answer, error) {
	var verifiers []note.Verifier
	for _, vkey := range vkeys {
		verifier, err := f_note.NewVerifier(vkey)
		if err != nil {
			return Answer{}, err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open(msg, note.VerifierList(verifiers...))
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Text: []byte(opened.Text)}
	for _, sig := range opened.Sigs {
		answer.Verified = append(answer.Verified, fmt.Sprintf("%s+%08x", sig.Name, sig.Hash))
	}
	return answer, nil
}

func checkInclusion(c Case) (Answer, error) {
	hashes, err := hashesOf(append([][]byte{c.LeafHash, c.Root}, c.Proof...))
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, tlog.CheckRecord(hashes[2:], c.Size, hashes[1], c.Index, hashes[0])
}

func checkConsistency(c Case) (Answer, error) {
	hashes, err := hashesOf(append([][]byte{c.Older, c.Root}, c.Proof...))
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, tlog.CheckTree(hashes[2:], c.To, hashes[1], c.From, hashes[0])
}

// checkProofFile opens the checkpoint with the first key, which must have the name of its origin.
func checkProofFile(c Case) (Answer, error) {
	var file proof.TLogProof
	if err := file.Unmarshal(c.File); err != nil {
		return Answer{}, err
	}
	answer, err := openNote(file.Checkpoint, c.Vkeys)
	if err != nil {
		return Answer{}, err
	}
	verifier, err := f_note.NewVerifier(c.Vkeys[0])
	if err != nil {
		return Answer{}, err
	}
	checkpoint, _, _, err := log.ParseCheckpoint(file.Checkpoint, verifier.Name(), verifier)
	if err != nil {
		return Answer{}, err
	}
	root, err := hashesOf([][]byte{checkpoint.Hash})
	if err != nil {
		return Answer{}, err
	}
	var hashes tlog.RecordProof
	for _, hash := range file.Hashes {
		hashes = append(hashes, hash)
	}
	return answer, tlog.CheckRecord(hashes, int64(checkpoint.Size), root[0], int64(file.Index), tlog.RecordHash(c.Leaf))
}

func hashesOf(all [][]byte) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(all))
	for i, bytes := range all {
		if len(bytes) != tlog.HashSize {
			return nil, fmt.Errorf("a hash has %d bytes", len(bytes))
		}
		copy(hashes[i][:], bytes)
	}
	return hashes, nil
}
