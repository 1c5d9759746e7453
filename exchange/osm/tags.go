package osm

import (
	"math"
	"strconv"
	"strings"
)

// tags are keys and values in turn, of those that are read.
type tags []string

// with adds a tag, if it is one that says something about travelling on a way.
func (t tags) with(key, value string) tags {
	switch key {
	case "highway", "railway", "route", "maxspeed", "maxspeed:forward", "maxspeed:backward", "oneway", "junction", "area",
		"access", "vehicle", "motor_vehicle", "motorcar", "duration", "highspeed", "service", "foot",
		"bicycle":
		return append(t, key, value)
	}
	return t
}

// find is the value of a key, empty where there is none.
func (t tags) find(key string) string {
	for i := 0; i < len(t); i += 2 {
		if t[i] == key {
			return t[i+1]
		}
	}
	return ""
}

// road is what the tags of a way say of travelling on it.
type road struct {
	mode              uint8 // of modes
	class             string
	forward, backward bool
	limits            [2]string // maxspeed as tagged, forward and backward; empty where none is
	oneway            string    // as tagged, where it is not understood
	duration          string    // of a ferry, as tagged
}

// modes of links.
const (
	noMode = iota
	roadMode
	ferryMode
	railMode
)

var modes = []string{"", "road", "ferry", "rail"}

// roadOf reads the tags of a way; false where it is nothing to travel on by car, or by rail where asked for.
func (o *Options) roadOf(t tags) (r road, ok bool) {
	r = road{forward: true, backward: true}
	switch {
	case isRoad(t.find("highway")) && drivable(t):
		r.mode, r.class = roadMode, t.find("highway")
		var understood bool
		if r.forward, r.backward, understood = directions(t); !understood {
			r.oneway = t.find("oneway")
		}
		if !r.forward && !r.backward {
			return r, false
		}
	case t.find("route") == "ferry" && drivable(t) && takesCars(t):
		r.mode, r.class, r.duration = ferryMode, "ferry", t.find("duration")
	case o.Rail && t.find("railway") == "rail" && t.find("service") == "":
		r.mode, r.class = railMode, "rail"
		if t.find("highspeed") == "yes" {
			r.class = "rail-highspeed"
		}
	default:
		return r, false
	}
	both := t.find("maxspeed")
	r.limits = [2]string{both, both}
	for i, key := range []string{"maxspeed:forward", "maxspeed:backward"} {
		if text := t.find(key); text != "" {
			r.limits[i] = text
		}
	}
	return r, true
}

// drivable reports whether cars may use a way: the most special tag of access decides.
func drivable(t tags) bool {
	if t.find("area") == "yes" {
		return false
	}
	for _, key := range []string{"motorcar", "motor_vehicle", "vehicle", "access"} {
		switch t.find(key) {
		case "no", "private", "agricultural", "forestry", "emergency", "military", "psv", "bus":
			return false
		case "":
			continue
		}
		return true
	}
	return true
}

// takesCars reports whether a ferry does: where those on foot or bicycle are named and no cars, it does not.
func takesCars(t tags) bool {
	named := t.find("motorcar") != "" || t.find("motor_vehicle") != "" || t.find("vehicle") != ""
	return named || t.find("foot") == "" && t.find("bicycle") == ""
}

// isRoad reports whether cars drive on a class of highway.
func isRoad(class string) bool {
	switch strings.TrimSuffix(class, "_link") {
	case "motorway", "trunk", "primary", "secondary", "tertiary":
		return true
	}
	switch class {
	case "unclassified", "residential", "living_street", "service", "road":
		return true
	}
	return false
}

// directions tells in which a way may be driven along: in none where that changes by the hour.
func directions(t tags) (forward, backward, understood bool) {
	switch t.find("oneway") {
	case "yes", "1", "true":
		return true, false, true
	case "-1", "reverse":
		return false, true, true
	case "no", "0", "false":
		return true, true, true
	case "reversible", "alternating":
		return false, false, true
	}
	oneway := t.find("junction") == "roundabout" || t.find("junction") == "circular" || t.find("highway") == "motorway"
	return true, !oneway, t.find("oneway") == ""
}

// speedOf reads a maxspeed in km/h. It is false where the text says nothing that is understood, and for
// texts that say that it varies.
func (s *Speeds) speedOf(text string) (kmh float64, ok bool) {
	least := math.Inf(1)
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '|' }) {
		part = strings.TrimSpace(part)
		if x, known := s.kmh[part]; known && (part == "none" || strings.Contains(part, ":")) {
			least = min(least, x)
			continue
		}
		number, factor := part, 1.0
		for unit, f := range map[string]float64{"mph": 1.609344, "knots": 1.852, "km/h": 1, "kmh": 1, "kph": 1} {
			if rest, found := strings.CutSuffix(part, unit); found {
				number, factor = strings.TrimSpace(rest), f
			}
		}
		x, err := strconv.ParseFloat(number, 64)
		if err != nil || !(x > 0) || math.IsInf(x, 0) {
			return 0, false
		}
		least = min(least, float64(x*factor))
	}
	return least, !math.IsInf(least, 1)
}

// varies are values of maxspeed that give no number, and are no mistake.
var varies = map[string]bool{"signals": true, "variable": true, "walk": true, "implicit": true, "default": true}

// minutes reads a duration: hh:mm, hh:mm:ss or minutes. It is 0 for what is none.
func minutes(text string) float64 {
	parts := strings.Split(text, ":")
	sum := 0.0
	for _, part := range parts {
		x, err := strconv.ParseUint(part, 10, 16)
		if err != nil {
			return 0
		}
		sum = sum*60 + float64(x)
	}
	switch len(parts) {
	case 3:
		return sum / 60
	case 1, 2:
		return sum
	}
	return 0
}
