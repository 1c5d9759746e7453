// Package regional describes regions beside each other by the measures of regional science:
// convergence (β, σ), primacy and rank–size, location quotients, specialisation and similarity of
// industries, shift–share, spatial autocorrelation (Moran's I, global and local), mobility between
// classes (Markov), and the contribution of technology by growth accounting.
//
// Values are plain slices, one number for each region or industry, and stay as they are. What has no
// answer is an error: by errors.Is one of the Err variables. Nothing returns NaN. Results have the
// same bits on every machine, and what is drawn at random follows from a stated seed.
package regional
