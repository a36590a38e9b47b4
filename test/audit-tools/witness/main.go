// A witness of others, for tests of Coffer's client: github.com/transparency-dev/witness in memory, for one log.
//
// Usage: witness <vkey of the log>. It prints its own vkey and its address, each on a line, and serves until its input ends.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	f_note "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/witness/persistence/inmemory"
	"github.com/transparency-dev/witness/witness"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	known, err := note.NewVerifier(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	secret, public, err := note.GenerateKey(rand.Reader, "witness.example/go")
	if err != nil {
		log.Fatal(err)
	}
	signer, err := f_note.NewSignerForCosignatureV1(secret)
	if err != nil {
		log.Fatal(err)
	}
	verifierFor := func(_ context.Context, origin string) (note.Verifier, bool, error) {
		return known, origin == known.Name(), nil
	}
	core, err := witness.New(context.Background(), witness.Opts{
		Persistence:    inmemory.New(),
		Signers:        []note.Signer{signer},
		VerifierForLog: verifierFor,
	})
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /add-checkpoint", witness.NewHTTPHandler(core).AddCheckpoint)
	go func() { log.Fatal(http.Serve(listener, mux)) }()
	vkey, err := f_note.VKeyToCosignatureV1(public)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\nhttp://%s\n", vkey, listener.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
}
