package main

import "runtime/debug"

// release is set at link time for a release build.
var release = "0.1.0-dev"

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 7 {
			return release + " (" + setting.Value[:7] + ")"
		}
	}
	return release
}
