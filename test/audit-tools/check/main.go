// Check verifies signed notes and proofs of an audit trail with the libraries of Go's checksum database and of the C2SP
// formats. It shares no code with Coffer.
//
//	check note VKEY... < note
//	check proof-file LEAF-FILE VKEY... < file.tlog-proof
//	check lines < cases      each line a case in JSON; for each a line with the answer
//
// It exits with 1 if a note or proof is refused, and says why.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Case is a question. Its fields depend on the operation. Bytes are base64 in JSON.
type Case struct {
	Op, Name, Skey        string
	Vkeys                 []string
	Note, File, Leaf      []byte
	LeafHash, Root, Older []byte
	Leaves, Proof         [][]byte
	Index, Size, From, To int64
	Level, Width          int
}

// Answer says whether the case was accepted, and what came out of it.
type Answer struct {
	Ok       bool     `json:"ok"`
	Why      string   `json:"why,omitempty"`
	Text     []byte   `json:"text,omitempty"`
	Verified []string `json:"verified,omitempty"`
	Skey     string   `json:"skey,omitempty"`
	Vkey     string   `json:"vkey,omitempty"`
	Bytes    []byte   `json:"bytes,omitempty"`
	Hashes   [][]byte `json:"hashes,omitempty"`
	Path     string   `json:"path,omitempty"`
}

var operations = map[string]func(Case) (Answer, error){
	"note":        func(c Case) (Answer, error) { return openNote(c.Note, c.Vkeys) },
	"inclusion":   checkInclusion,
	"consistency": checkConsistency,
	"proof-file":  checkProofFile,
	"tree":        makeTree,
	"root":        makeRoot,
	"prove":       proveRecord,
	"extend":      proveTree,
	"tile":        makeTile,
	"path":        makePath,
	"key":         makeKey,
	"sign":        signNote,
	"make-file":   makeProofFile,
}

func main() {
	args := append(os.Args[1:], "", "")
	var answer Answer
	switch args[0] {
	case "lines":
		answerLines()
		return
	case "note":
		answer = answerTo(Case{Op: "note", Note: input(os.Stdin), Vkeys: os.Args[2:]})
	case "proof-file":
		leaf, err := os.Open(args[1])
		exitOn(err)
		answer = answerTo(Case{Op: "proof-file", File: input(os.Stdin), Leaf: input(leaf), Vkeys: os.Args[3:]})
	default:
		exitOn(fmt.Errorf("use note, proof-file or lines"))
	}
	if !answer.Ok {
		exitOn(fmt.Errorf("refused: %s", answer.Why))
	}
	fmt.Printf("accepted: signed by %v\n%s", answer.Verified, answer.Text)
}

func answerLines() {
	lines := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return
		}
		exitOn(err)
		var c Case
		exitOn(json.Unmarshal(line, &c))
		exitOn(out.Encode(answerTo(c)))
	}
}

func answerTo(c Case) Answer {
	run, isThere := operations[c.Op]
	if !isThere {
		exitOn(fmt.Errorf("there is no operation %q", c.Op))
	}
	answer, err := run(c)
	if err != nil {
		return Answer{Why: err.Error()}
	}
	answer.Ok = true
	return answer
}

func input(file *os.File) []byte {
	bytes, err := io.ReadAll(file)
	exitOn(err)
	return bytes
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}
