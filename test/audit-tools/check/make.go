package main

import (
	"crypto/rand"

	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// stored has the hashes of the tree that the operation "tree" made.
var stored []tlog.Hash

var reader = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = stored[index]
	}
	return hashes, nil
})

func makeTree(c Case) (Answer, error) {
	stored = nil
	for i, leaf := range c.Leaves {
		hashes, err := tlog.StoredHashes(int64(i), leaf, reader)
		if err != nil {
			return Answer{}, err
		}
		stored = append(stored, hashes...)
	}
	return Answer{}, nil
}

func makeRoot(c Case) (Answer, error) {
	root, err := tlog.TreeHash(c.Size, reader)
	return Answer{Bytes: root[:]}, err
}

func proveRecord(c Case) (Answer, error) {
	hashes, err := tlog.ProveRecord(c.Size, c.Index, reader)
	return Answer{Hashes: bytesOf(hashes)}, err
}

func proveTree(c Case) (Answer, error) {
	hashes, err := tlog.ProveTree(c.To, c.From, reader)
	return Answer{Hashes: bytesOf(hashes)}, err
}

func makeTile(c Case) (Answer, error) {
	bytes, err := tlog.ReadTileData(tlog.Tile{H: 8, L: c.Level, N: c.Index, W: c.Width}, reader)
	return Answer{Bytes: bytes}, err
}

// makePath has the path of a tile in the checksum database: it begins with the height. Level -1 has the entries.
func makePath(c Case) (Answer, error) {
	return Answer{Path: tlog.Tile{H: 8, L: c.Level, N: c.Index, W: c.Width}.Path()}, nil
}

func makeKey(c Case) (Answer, error) {
	skey, vkey, err := note.GenerateKey(rand.Reader, c.Name)
	return Answer{Skey: skey, Vkey: vkey}, err
}

// signNote signs as a log, or as a witness: then Name is "witness".
func signNote(c Case) (Answer, error) {
	signer, err := note.NewSigner(c.Skey)
	if err != nil {
		return Answer{}, err
	}
	if c.Name == "witness" {
		if signer, err = f_note.NewSignerForCosignatureV1(c.Skey); err != nil {
			return Answer{}, err
		}
	}
	bytes, err := note.Sign(&note.Note{Text: string(c.Note)}, signer)
	return Answer{Bytes: bytes}, err
}

func makeProofFile(c Case) (Answer, error) {
	hashes, err := tlog.ProveRecord(c.Size, c.Index, reader)
	if err != nil {
		return Answer{}, err
	}
	file := proof.TLogProof{Index: uint64(c.Index), Checkpoint: c.Note, ExtraData: c.Leaf}
	for _, hash := range hashes {
		file.Hashes = append(file.Hashes, hash)
	}
	return Answer{Bytes: file.Marshal()}, nil
}

func bytesOf(hashes []tlog.Hash) [][]byte {
	all := make([][]byte, len(hashes))
	for i, hash := range hashes {
		all[i] = hash[:]
	}
	return all
}
