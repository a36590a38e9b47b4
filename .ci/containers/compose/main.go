// Loads compose files as Docker Compose does, and prints the merged project. Fails on what the compose specification
// does not know, on variables that are required and missing, and on services, volumes or secrets that nobody defines.
// Usage: compose FILE..., in the folder of the files.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions(os.Args[1:], cli.WithOsEnv, cli.WithEnvFiles(), cli.WithDotEnv,
		cli.WithName("coffer"), cli.WithInterpolation(true), cli.WithConsistency(true))
	if err == nil {
		project, loading := options.LoadProject(context.Background())
		if err = loading; err == nil {
			text, _ := project.MarshalYAML()
			fmt.Print(string(text))
			return
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
