cd /tmp/c10dspike; . ./cp.sh; export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
javac -cp $CP Spike.java 2>&1 | grep -v warning | head
J="java --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -cp $CP:. Spike"
timeout 100 $J 1 2 $1 $2 > r1.log 2>&1 & timeout 100 $J 0 2 $1 $2 > r0.log 2>&1; wait; cat r0.log r1.log
