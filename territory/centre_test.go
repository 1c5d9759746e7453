package territory

import (
	"math"
	"testing"
)

func TestCentroid(t *testing.T) {
	// an L of three unit squares: centroids (.5,.5), (1.5,.5), (.5,1.5)
	ring := Ring{{100, 30}, {102, 30}, {102, 31}, {101, 31}, {101, 32}, {100, 32}, {100, 30}}
	p, size := centroid(ring)
	if math.Abs(p.Lon-(100+2.5/3)) > 1e-12 || math.Abs(p.Lat-(30+2.5/3)) > 1e-12 || size != 3 {
		t.Errorf("%v of %v", p, size)
	}
	if p, size := centroid(Ring{{1, 2}, {3, 2}, {1, 2}}); size != 0 || p != (Point{1, 2}) {
		t.Errorf("a line has centroid %v of %v", p, size)
	}
}
