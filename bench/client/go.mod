module consilium/bench

go 1.24
