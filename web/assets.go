package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
)

// dist holds what esbuild made of assets/; on a fresh clone only a .gitignore, so that the package
// compiles before they are built. A page then says so.
//
//go:embed all:dist
var dist embed.FS

type assets struct {
	files map[string]asset
	built bool
}

type asset struct {
	data []byte
	kind string // media type
	hash string // of the content, so that a browser may keep it forever
}

func readAssets() (assets, error) {
	a := assets{files: map[string]asset{"icon.svg": newAsset(iconFile, "image/svg+xml")}}
	kinds := map[string]string{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		return a, err
	}
	for _, e := range entries {
		kind, known := kinds[path.Ext(e.Name())]
		if !known {
			continue
		}
		data, err := fs.ReadFile(dist, path.Join("dist", e.Name()))
		if err != nil {
			return a, err
		}
		a.files[e.Name()] = newAsset(data, kind)
	}
	_, css := a.files["app.css"]
	_, js := a.files["app.js"]
	a.built = css && js
	return a, nil
}

func newAsset(data []byte, kind string) asset {
	sum := sha256.Sum256(data)
	return asset{data, kind, hex.EncodeToString(sum[:6])}
}

// url is the address of an asset, which changes with its content.
func (a assets) url(name string) string { return "/assets/" + name + "?v=" + a.files[name].hash }

// asset serves a file of the program.
func (s *site) asset(w http.ResponseWriter, r *http.Request) {
	file, ok := s.assets.files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", file.kind)
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == file.hash {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, _ = w.Write(file.data) // the reader may have gone away
}
